/**
 * Names of the prelude that this version of nnc does not have yet: they are called that, not unknown.
 *
 * Invariant: a name leaves this list when its `.nn` file, or its primitive, comes.
 */
export const plannedNames: readonly string[] = [
  ...["convTranspose", "selfAttention", "crossAttention"],
  ...["transformerEncoder", "transformerDecoder", "sinusoidal"],
];
