import { findOnPath, run } from "./command.ts";
import { LocalError } from "./errors.ts";
import { createProgress } from "./progress.ts";
import { findOrInstall, install, installCommand, TOOLS, thisMachine } from "./tools.ts";

/** Programs that operators and producers use, and that the tests of their pages therefore run. */
export type OperatorProgram = "prometheus" | "promtool" | "kcat";

const toolOf = { prometheus: TOOLS.prometheus, promtool: TOOLS.prometheus, kcat: TOOLS.kcat } as const;

/**
 * The path of a program, installed first where that needs nobody's leave. The services need none of these.
 *
 * @throws {LocalError} `tool_missing`, with the command to type
 */
export const provideProgram = (name: OperatorProgram): Promise<string> =>
  findOrInstall(name, toolOf[name], createProgress());

const pythons = (): readonly string[] => {
  const places = [findOnPath("python3"), "/usr/bin/python3", findOnPath("python")];
  return places.filter((place): place is string => place !== undefined);
};

const pythonWithKafka = async (): Promise<string | undefined> => {
  for (const python of pythons()) {
    const found = await run(python, ["-c", "import kafka"]).then(
      () => true,
      () => false,
    );
    if (found) return python;
  }
  return undefined;
};

/**
 * The path of a Python that has the package kafka-python, installed first where that needs nobody's leave.
 *
 * @throws {LocalError} `tool_missing`, with the command to type
 */
export const providePythonWithKafka = async (): Promise<string> => {
  const there = await pythonWithKafka();
  if (there !== undefined) return there;
  await install(TOOLS.pythonKafka, createProgress());
  const now = await pythonWithKafka();
  if (now !== undefined) return now;
  const fix = `${installCommand(TOOLS.pythonKafka, thisMachine())}, or: pip install kafka-python`;
  throw new LocalError("tool_missing", "no Python 3 with the package kafka-python", { fix });
};
