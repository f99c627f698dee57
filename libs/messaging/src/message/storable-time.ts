/** PostgreSQL, and RFC 3339, know the years 1 to 9999 as they are written. */
const [FIRST, LAST] = [-62_135_596_800_000, 253_402_300_799_999];

/** False for an invalid date, too. */
export const isStorableTime = (time: Date): boolean => time.getTime() >= FIRST && time.getTime() <= LAST;
