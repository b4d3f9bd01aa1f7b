/** The version of nnc, as in package.json (a test compares them); part of every generated file's header. */
export const version = "0.2.0";
