import type { Rule } from './rule.ts';
import { assignedTwice } from './rules/assigned-twice.ts';
import { cascade } from './rules/cascade.ts';
import { charColumn } from './rules/char-column.ts';
import { checkValidated } from './rules/check-validated.ts';
import { clientDataDown } from './rules/client-data-down.ts';
import { clientDataSeenByGolangMigrate } from './rules/client-data-seen-by-golang-migrate.ts';
import { clientDataTracked } from './rules/client-data-tracked.ts';
import { columnRewritesTable } from './rules/column-rewrites-table.ts';
import { defaultNotConsidered } from './rules/default-not-considered.ts';
import { deleteAll } from './rules/delete-all.ts';
import { detachBlocks } from './rules/detach-blocks.ts';
import { differentNames } from './rules/different-names.ts';
import { domainConstraint } from './rules/domain-constraint.ts';
import { dropAndAddColumn } from './rules/drop-and-add-column.ts';
import { dropColumn } from './rules/drop-column.ts';
import { dropDatabase } from './rules/drop-database.ts';
import { dropNotNull } from './rules/drop-not-null.ts';
import { dropTable } from './rules/drop-table.ts';
import { duplicateVersion } from './rules/duplicate-version.ts';
import { editedAfterMerge } from './rules/edited-after-merge.ts';
import { emptyDown } from './rules/empty-down.ts';
import { emptyFile } from './rules/empty-file.ts';
import { enumType } from './rules/enum-type.ts';
import { enumValueNotPlaced } from './rules/enum-value-not-placed.ts';
import { enumValueUsedAtOnce } from './rules/enum-value-used-at-once.ts';
import { folderInsteadOfFile } from './rules/folder-instead-of-file.ts';
import { foreignKeyDropped } from './rules/foreign-key-dropped.ts';
import { foreignKeyValidated } from './rules/foreign-key-validated.ts';
import { foreignKeyWithoutIndex } from './rules/foreign-key-without-index.ts';
import { goneWhenRunAgain } from './rules/gone-when-run-again.ts';
import { guardOverOtherDefinition } from './rules/guard-over-other-definition.ts';
import { idNotUuid } from './rules/id-not-uuid.ts';
import { ignoredName } from './rules/ignored-name.ts';
import { indexBlocksWrites } from './rules/index-blocks-writes.ts';
import { indexDropBlocks } from './rules/index-drop-blocks.ts';
import { intervalNotTimestamptz } from './rules/interval-not-timestamptz.ts';
import { intervalWithoutEnd } from './rules/interval-without-end.ts';
import { jsonColumn } from './rules/json-column.ts';
import { limitedText } from './rules/limited-text.ts';
import { lockWithoutTimeout } from './rules/lock-without-timeout.ts';
import { lossNotSaid } from './rules/loss-not-said.ts';
import { longWorkUnderLock } from './rules/long-work-under-lock.ts';
import { madeAnewInsteadOfRenamed } from './rules/made-anew-instead-of-renamed.ts';
import { maintenanceBlocks } from './rules/maintenance-blocks.ts';
import { malformedIgnore } from './rules/malformed-ignore.ts';
import { mergeableAlters } from './rules/mergeable-alters.ts';
import { missingComment } from './rules/missing-comment.ts';
import { missingCommit } from './rules/missing-commit.ts';
import { missingDown } from './rules/missing-down.ts';
import { missingUp } from './rules/missing-up.ts';
import { moneyColumn } from './rules/money-column.ts';
import { nameNeedsQuotes } from './rules/name-needs-quotes.ts';
import { nameTooLong } from './rules/name-too-long.ts';
import { nestedBegin } from './rules/nested-begin.ts';
import { noPrimaryKey } from './rules/no-primary-key.ts';
import { noStatementTimeout } from './rules/no-statement-timeout.ts';
import { notInTransaction } from './rules/not-in-transaction.ts';
import { notReadable } from './rules/not-readable.ts';
import { notRestored } from './rules/not-restored.ts';
import { notUndone } from './rules/not-undone.ts';
import { notWrapped } from './rules/not-wrapped.ts';
import { outsideTransaction } from './rules/outside-transaction.ts';
import { primaryKeyOverNulls } from './rules/primary-key-over-nulls.ts';
import { renamedInUse } from './rules/renamed-in-use.ts';
import { repeatedConversion } from './rules/repeated-conversion.ts';
import { requiredColumn } from './rules/required-column.ts';
import { rolledBack } from './rules/rolled-back.ts';
import { rowsLeft } from './rules/rows-left.ts';
import { schemaNotNamed } from './rules/schema-not-named.ts';
import { selfReferringUpdate } from './rules/self-referring-update.ts';
import { serialColumn } from './rules/serial-column.ts';
import { seriesWithoutMetadata } from './rules/series-without-metadata.ts';
import { sessionSetting } from './rules/session-setting.ts';
import { setNotNull } from './rules/set-not-null.ts';
import { severalTransactions } from './rules/several-transactions.ts';
import { siteIdNotSnakeCase } from './rules/site-id-not-snake-case.ts';
import { smallKey } from './rules/small-key.ts';
import { stillReferenced } from './rules/still-referenced.ts';
import { strayCommit } from './rules/stray-commit.ts';
import { syntaxError } from './rules/syntax-error.ts';
import { tableRewritten } from './rules/table-rewritten.ts';
import { temporaryTableLeft } from './rules/temporary-table-left.ts';
import { timestampWithoutZone } from './rules/timestamp-without-zone.ts';
import { truncate } from './rules/truncate.ts';
import { typeNarrowed } from './rules/type-narrowed.ts';
import { typeRewritesTable } from './rules/type-rewrites-table.ts';
import { unguardedAlter } from './rules/unguarded-alter.ts';
import { unguardedColumn } from './rules/unguarded-column.ts';
import { unguardedConstraint } from './rules/unguarded-constraint.ts';
import { unguardedCreate } from './rules/unguarded-create.ts';
import { unguardedDrop } from './rules/unguarded-drop.ts';
import { unguardedEnumValue } from './rules/unguarded-enum-value.ts';
import { unguardedIndex } from './rules/unguarded-index.ts';
import { unguardedInsert } from './rules/unguarded-insert.ts';
import { unguardedRename } from './rules/unguarded-rename.ts';
import { uniqueBlocks } from './rules/unique-blocks.ts';
import { unnamedConstraint } from './rules/unnamed-constraint.ts';
import { unnamedIndex } from './rules/unnamed-index.ts';
import { unseenSubfolder } from './rules/unseen-subfolder.ts';
import { unusedIgnore } from './rules/unused-ignore.ts';
import { unusualExtension } from './rules/unusual-extension.ts';
import { validatedAtOnce } from './rules/validated-at-once.ts';
import { versionBelowHead } from './rules/version-below-head.ts';
import { versionTooLarge } from './rules/version-too-large.ts';
import { volatileDefault } from './rules/volatile-default.ts';
import { wideIndex } from './rules/wide-index.ts';
import { wrongCase } from './rules/wrong-case.ts';

/** Every rule, group by group. */
export const ALL_RULES: readonly Rule[] = [
  clientDataDown,
  clientDataSeenByGolangMigrate,
  clientDataTracked,
  differentNames,
  duplicateVersion,
  editedAfterMerge,
  emptyFile,
  folderInsteadOfFile,
  ignoredName,
  malformedIgnore,
  missingDown,
  missingUp,
  notReadable,
  syntaxError,
  unseenSubfolder,
  unusedIgnore,
  unusualExtension,
  versionBelowHead,
  versionTooLarge,
  wrongCase,
  enumValueUsedAtOnce,
  missingCommit,
  nestedBegin,
  notInTransaction,
  notWrapped,
  outsideTransaction,
  rolledBack,
  schemaNotNamed,
  sessionSetting,
  severalTransactions,
  strayCommit,
  temporaryTableLeft,
  goneWhenRunAgain,
  guardOverOtherDefinition,
  repeatedConversion,
  selfReferringUpdate,
  unguardedAlter,
  unguardedColumn,
  unguardedConstraint,
  unguardedCreate,
  unguardedDrop,
  unguardedEnumValue,
  unguardedIndex,
  unguardedInsert,
  unguardedRename,
  unnamedConstraint,
  unnamedIndex,
  cascade,
  emptyDown,
  lossNotSaid,
  madeAnewInsteadOfRenamed,
  notRestored,
  notUndone,
  rowsLeft,
  stillReferenced,
  deleteAll,
  dropAndAddColumn,
  dropColumn,
  dropDatabase,
  dropNotNull,
  dropTable,
  foreignKeyDropped,
  renamedInUse,
  truncate,
  typeNarrowed,
  columnRewritesTable,
  defaultNotConsidered,
  requiredColumn,
  volatileDefault,
  checkValidated,
  detachBlocks,
  domainConstraint,
  foreignKeyValidated,
  indexBlocksWrites,
  indexDropBlocks,
  lockWithoutTimeout,
  longWorkUnderLock,
  maintenanceBlocks,
  mergeableAlters,
  noStatementTimeout,
  primaryKeyOverNulls,
  setNotNull,
  tableRewritten,
  typeRewritesTable,
  uniqueBlocks,
  validatedAtOnce,
  wideIndex,
  assignedTwice,
  charColumn,
  enumType,
  enumValueNotPlaced,
  foreignKeyWithoutIndex,
  idNotUuid,
  intervalNotTimestamptz,
  intervalWithoutEnd,
  jsonColumn,
  limitedText,
  missingComment,
  moneyColumn,
  nameNeedsQuotes,
  nameTooLong,
  noPrimaryKey,
  serialColumn,
  seriesWithoutMetadata,
  siteIdNotSnakeCase,
  smallKey,
  timestampWithoutZone,
];

export const MALFORMED_IGNORE = malformedIgnore;
export const UNUSED_IGNORE = unusedIgnore;
