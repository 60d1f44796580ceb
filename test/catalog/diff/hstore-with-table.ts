/** An extension with a table, a function and rows, as scripts of extensions make them. */
export const HSTORE_WITH_TABLE = `CREATE EXTENSION hstore; CREATE TABLE kinds (id int PRIMARY KEY, label text);
  INSERT INTO kinds VALUES (1, 'a'), (2, 'b'); ALTER EXTENSION hstore ADD TABLE kinds;
  CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER EXTENSION hstore ADD FUNCTION one()`;
