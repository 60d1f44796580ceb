import type { Rule } from '../engine/rule.ts';
import { assignedTwice } from './types-and-conventions/assigned-twice.ts';
import { cascade } from './reversal/cascade.ts';
import { charColumn } from './types-and-conventions/char-column.ts';
import { checkValidated } from './locks-and-rewrites/check-validated.ts';
import { clientDataDown } from './files/client-data-down.ts';
import { clientDataSeenByGolangMigrate } from './files/client-data-seen-by-golang-migrate.ts';
import { clientDataTracked } from './files/client-data-tracked.ts';
import { columnRewritesTable } from './new-columns/column-rewrites-table.ts';
import { nullableColumnWithoutDefault } from './new-columns/nullable-column-without-default.ts';
import { deleteAll } from './destruction/delete-all.ts';
import { detachBlocks } from './locks-and-rewrites/detach-blocks.ts';
import { differentNames } from './files/different-names.ts';
import { domainConstraint } from './locks-and-rewrites/domain-constraint.ts';
import { dropAndAddColumn } from './destruction/drop-and-add-column.ts';
import { dropColumn } from './destruction/drop-column.ts';
import { dropDatabase } from './destruction/drop-database.ts';
import { dropNotNull } from './destruction/drop-not-null.ts';
import { dropTable } from './destruction/drop-table.ts';
import { duplicateVersion } from './files/duplicate-version.ts';
import { editedAfterMerge } from './files/edited-after-merge.ts';
import { emptyDown } from './reversal/empty-down.ts';
import { emptyFile } from './files/empty-file.ts';
import { enumType } from './types-and-conventions/enum-type.ts';
import { enumValueNotPlaced } from './types-and-conventions/enum-value-not-placed.ts';
import { enumValueUsedAtOnce } from './transactions/enum-value-used-at-once.ts';
import { folderInsteadOfFile } from './files/folder-instead-of-file.ts';
import { foreignKeyDropped } from './destruction/foreign-key-dropped.ts';
import { foreignKeyValidated } from './locks-and-rewrites/foreign-key-validated.ts';
import { foreignKeyWithoutIndex } from './types-and-conventions/foreign-key-without-index.ts';
import { notRerunnable } from './idempotency/not-rerunnable.ts';
import { ifNotExistsHidesDifference } from './idempotency/if-not-exists-hides-difference.ts';
import { idNotUuid } from '../../energy/lint-rules/id-not-uuid.ts';
import { ignoredName } from './files/ignored-name.ts';
import { indexBlocksWrites } from './locks-and-rewrites/index-blocks-writes.ts';
import { indexDropBlocks } from './locks-and-rewrites/index-drop-blocks.ts';
import { intervalNotTimestamptz } from '../../energy/lint-rules/interval-not-timestamptz.ts';
import { intervalWithoutEnd } from '../../energy/lint-rules/interval-without-end.ts';
import { jsonColumn } from './types-and-conventions/json-column.ts';
import { preferText } from './types-and-conventions/prefer-text.ts';
import { lockWithoutTimeout } from './locks-and-rewrites/lock-without-timeout.ts';
import { undocumentedDataLoss } from './reversal/undocumented-data-loss.ts';
import { longWorkUnderLock } from './locks-and-rewrites/long-work-under-lock.ts';
import { recreateInsteadOfRename } from './reversal/recreate-instead-of-rename.ts';
import { maintenanceBlocks } from './locks-and-rewrites/maintenance-blocks.ts';
import { malformedIgnore } from './files/malformed-ignore.ts';
import { mergeableAlters } from './locks-and-rewrites/mergeable-alters.ts';
import { missingComment } from './types-and-conventions/missing-comment.ts';
import { missingCommit } from './transactions/missing-commit.ts';
import { missingDown } from './files/missing-down.ts';
import { missingUp } from './files/missing-up.ts';
import { moneyColumn } from './types-and-conventions/money-column.ts';
import { nameNeedsQuotes } from './types-and-conventions/name-needs-quotes.ts';
import { nameTooLong } from './types-and-conventions/name-too-long.ts';
import { nestedBegin } from './transactions/nested-begin.ts';
import { noPrimaryKey } from './types-and-conventions/no-primary-key.ts';
import { noStatementTimeout } from './locks-and-rewrites/no-statement-timeout.ts';
import { notInTransaction } from './transactions/not-in-transaction.ts';
import { notReadable } from './files/not-readable.ts';
import { downDefinitionDiffers } from './reversal/down-definition-differs.ts';
import { incompleteDown } from './reversal/incomplete-down.ts';
import { notWrapped } from './transactions/not-wrapped.ts';
import { outsideTransaction } from './transactions/outside-transaction.ts';
import { primaryKeyOverNulls } from './locks-and-rewrites/primary-key-over-nulls.ts';
import { renamedInUse } from './destruction/renamed-in-use.ts';
import { repeatedConversion } from './idempotency/repeated-conversion.ts';
import { requiredColumn } from './new-columns/required-column.ts';
import { rolledBack } from './transactions/rolled-back.ts';
import { downLeavesRows } from './reversal/down-leaves-rows.ts';
import { schemaNotNamed } from './transactions/schema-not-named.ts';
import { selfReferringUpdate } from './idempotency/self-referring-update.ts';
import { serialColumn } from './types-and-conventions/serial-column.ts';
import { seriesWithoutMetadata } from '../../energy/lint-rules/series-without-metadata.ts';
import { sessionSetting } from './transactions/session-setting.ts';
import { setNotNull } from './locks-and-rewrites/set-not-null.ts';
import { severalTransactions } from './transactions/several-transactions.ts';
import { siteIdNotSnakeCase } from '../../energy/lint-rules/site-id-not-snake-case.ts';
import { preferBigintKey } from './types-and-conventions/prefer-bigint-key.ts';
import { dropHasDependents } from './reversal/drop-has-dependents.ts';
import { strayCommit } from './transactions/stray-commit.ts';
import { syntaxError } from './files/syntax-error.ts';
import { tableRewritten } from './locks-and-rewrites/table-rewritten.ts';
import { temporaryTableLeft } from './transactions/temporary-table-left.ts';
import { timestampWithoutZone } from './types-and-conventions/timestamp-without-zone.ts';
import { truncate } from './destruction/truncate.ts';
import { typeNarrowed } from './destruction/type-narrowed.ts';
import { typeRewritesTable } from './locks-and-rewrites/type-rewrites-table.ts';
import { unguardedAlter } from './idempotency/unguarded-alter.ts';
import { unguardedColumn } from './idempotency/unguarded-column.ts';
import { unguardedConstraint } from './idempotency/unguarded-constraint.ts';
import { unguardedCreate } from './idempotency/unguarded-create.ts';
import { unguardedDrop } from './idempotency/unguarded-drop.ts';
import { unguardedEnumValue } from './idempotency/unguarded-enum-value.ts';
import { unguardedIndex } from './idempotency/unguarded-index.ts';
import { unguardedInsert } from './idempotency/unguarded-insert.ts';
import { unguardedRename } from './idempotency/unguarded-rename.ts';
import { uniqueBlocks } from './locks-and-rewrites/unique-blocks.ts';
import { unnamedConstraint } from './idempotency/unnamed-constraint.ts';
import { unnamedIndex } from './idempotency/unnamed-index.ts';
import { nestedFolderIgnored } from './files/nested-folder-ignored.ts';
import { unusedIgnore } from './files/unused-ignore.ts';
import { unusualExtension } from './files/unusual-extension.ts';
import { notValidThenValidate } from './locks-and-rewrites/not-valid-then-validate.ts';
import { versionBelowHead } from './files/version-below-head.ts';
import { versionTooLarge } from './files/version-too-large.ts';
import { volatileDefault } from './new-columns/volatile-default.ts';
import { wideIndex } from './locks-and-rewrites/wide-index.ts';
import { wrongCase } from './files/wrong-case.ts';

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
  nestedFolderIgnored,
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
  notRerunnable,
  ifNotExistsHidesDifference,
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
  undocumentedDataLoss,
  recreateInsteadOfRename,
  downDefinitionDiffers,
  incompleteDown,
  downLeavesRows,
  dropHasDependents,
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
  nullableColumnWithoutDefault,
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
  notValidThenValidate,
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
  preferText,
  missingComment,
  moneyColumn,
  nameNeedsQuotes,
  nameTooLong,
  noPrimaryKey,
  serialColumn,
  seriesWithoutMetadata,
  siteIdNotSnakeCase,
  preferBigintKey,
  timestampWithoutZone,
];

export const MALFORMED_IGNORE = malformedIgnore;
export const UNUSED_IGNORE = unusedIgnore;
