/** Stands in place of a text that a caller may not see. */
export const hiddenText = '•••';
