/** Tells a person how far the bench is. */
export type Tell = (line: string) => void;
