/** The columns of a table in their order: type and unit, e.g. `float8 kWh`. */
export type TableColumns = Readonly<Record<string, string>>;
