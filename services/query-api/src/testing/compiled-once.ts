import type { App } from "../http/app.ts";

type Compilers = Pick<App, "validatorCompiler" | "serializerCompiler">;

let kept: Promise<Compilers> | undefined;

/** The compilers that an app makes for itself once it has a route with schemas. */
const compilersOf = async (open: () => Promise<App>): Promise<Compilers> => {
  const app = await open();
  const schema = {
    querystring: { type: "object", properties: {} },
    response: { 200: { type: "object", properties: {} } },
  };
  app.get("/probe", { schema }, async () => ({}));
  await app.ready();
  const { validatorCompiler, serializerCompiler } = app;
  await app.close();
  return {
    validatorCompiler: validatorCompiler && onceEach(validatorCompiler),
    serializerCompiler: serializerCompiler && onceEach(serializerCompiler),
  };
};

/** Compiles each schema once, whatever the app and the route that it belongs to. */
const onceEach = <R extends { readonly schema: unknown; readonly httpPart?: string }, C>(
  compile: (route: R) => C,
): ((route: R) => C) => {
  const compiled = new Map<string, C>();
  return (route) => {
    const key = `${route.httpPart ?? ""} ${JSON.stringify(route.schema)}`;
    const made = compiled.get(key) ?? compile(route);
    compiled.set(key, made);
    return made;
  };
};

/**
 * Opens an app that does not compile anew what another one has compiled: some 60 ms of the tests that each open. The
 * compilers are the app's own, so that nothing is read or written otherwise than where it really starts.
 */
export const openedWithCompilers = async (open: () => Promise<App>): Promise<App> => {
  kept ??= compilersOf(open);
  const { validatorCompiler, serializerCompiler } = await kept;
  const app = await open();
  if (validatorCompiler !== undefined) app.setValidatorCompiler(validatorCompiler);
  if (serializerCompiler !== undefined) app.setSerializerCompiler(serializerCompiler);
  return app;
};
