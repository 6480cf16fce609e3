/** How long Argon2id shall take, in milliseconds. */
export const targetMs = 1000;
