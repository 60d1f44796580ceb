/** The formats of exported files. */
export const FILE_FORMATS = ['parquet', 'csv', 'arrow'] as const;

export type FileFormatName = (typeof FILE_FORMATS)[number];
