import { Ajv, type Options } from "ajv";
import type { FastifySchemaCompiler } from "fastify";

const options: Options = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: false,
  addUsedSchema: false,
};

/**
 * Compiles what requests must look like. An address has only text, so that its parameters are read as what they should
 * be; a body says itself what is a number and what is a list, and one of another type is refused.
 */
export const validation = (): FastifySchemaCompiler<object> => {
  const ofAddresses = new Ajv({ ...options, coerceTypes: "array" });
  const ofBodies = new Ajv(options);
  return ({ schema, httpPart }) => (httpPart === "body" ? ofBodies : ofAddresses).compile(schema);
};
