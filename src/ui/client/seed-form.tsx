import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { DEFAULT_SEED } from '../../energy/seed/profiles.ts';
import { count } from '../../report/units.ts';
import type { SeedFacts, SeedPreview, ServerRow } from '../live-state.ts';
import { postJson } from './request.ts';
import { PreviewTable } from './preview-table.tsx';
import { useAction } from './use-action.ts';

interface SeedFormProps {
  facts: SeedFacts;
  /** The name of this folder's server. */
  defaultName: string;
  servers: readonly ServerRow[];
  disabled: boolean;
}

/** What the fields hold; a day is ISO 8601, and the last is not in the span. */
interface Fields {
  profile: string;
  clients: number;
  sites: number;
  from: string;
  to: string;
  seed: number;
  noise: string;
  ifThere: string;
  /** Empty for those of the profile. */
  datasets: readonly string[];
}

/** The form of a synthetic world: its sizes, span, seed and datasets; then what it would write; then the click that writes. */
export function SeedForm({ facts, defaultName, servers, disabled }: SeedFormProps): JSX.Element {
  const [fields, setFields] = useState<Fields>(() => fieldsOf(facts, facts.profiles[0]?.name ?? ''));
  const [preview, setPreview] = useState<SeedPreview>();
  const [counting, setCounting] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const [error, act] = useAction();
  const ready = servers.filter(({ address }) => address !== '').map(({ name }) => name);
  const target = [chosen, defaultName, ready[0]].find((name) => name !== undefined && ready.includes(name));
  const change = (changed: Partial<Fields>): void => {
    setFields({ ...fields, ...changed });
    setPreview(undefined);
  };
  const show = async (): Promise<void> => {
    setCounting(true);
    try {
      setPreview(await postJson<SeedPreview>('seed/preview', { form: formOf(fields) }));
    } finally {
      setCounting(false);
    }
  };
  const write = async (): Promise<void> => {
    await postJson('seed', { name: target, form: formOf(fields) });
    setPreview(undefined);
  };
  return (
    <section aria-label="Synthetic data">
      <h2>Synthetic data</h2>
      <form
        class="world"
        aria-label="World"
        onSubmit={(event) => {
          event.preventDefault();
          act(show);
        }}
      >
        <WorldFields facts={facts} fields={fields} change={change} />
        <button disabled={disabled || counting}>{counting ? 'Counting rows' : 'Preview'}</button>
      </form>
      {error === '' ? null : <pre role="alert">{error}</pre>}
      {preview === undefined ? null : (
        <>
          <PreviewTable preview={preview} />
          <div class="live-row">
            <label>
              Into the database of{' '}
              <select value={target} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
                {ready.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </label>
            <button type="button" disabled={disabled || target === undefined} onClick={() => act(write)}>
              Write {count(preview.rows)} rows{target === undefined ? '' : ` to ${target}`}
            </button>
            {target === undefined ? <span class="quiet">Start a server first.</span> : null}
          </div>
        </>
      )}
    </section>
  );
}

interface WorldFieldsProps {
  facts: SeedFacts;
  fields: Fields;
  change: (changed: Partial<Fields>) => void;
}

function WorldFields({ facts, fields, change }: WorldFieldsProps): JSX.Element {
  const { profiles, datasets } = facts;
  const numberField = (name: 'clients' | 'sites' | 'seed', label: string, least: number): JSX.Element => (
    <label>
      {label}{' '}
      <input
        type="number"
        required
        min={least}
        step={1}
        value={fields[name]}
        onInput={({ currentTarget }) => change({ [name]: currentTarget.valueAsNumber })}
      />
    </label>
  );
  const dayField = (name: 'from' | 'to', label: string): JSX.Element => (
    <label>
      {label}{' '}
      <input
        type="date"
        required
        value={fields[name]}
        onInput={({ currentTarget }) => change({ [name]: currentTarget.value })}
      />
    </label>
  );
  return (
    <>
      <div class="live-row">
        <label>
          Profile{' '}
          <select value={fields.profile} onChange={({ currentTarget }) => change(fieldsOf(facts, currentTarget.value))}>
            {profiles.map(({ name, description }) => (
              <option key={name} value={name}>
                {name}: {description}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="live-row">
        {numberField('clients', 'Clients', 1)}
        {numberField('sites', 'Sites', 1)}
        {dayField('from', 'First day')}
        {dayField('to', 'Day after the last')}
        {numberField('seed', 'Seed', 0)}
        <label>
          Faults of meters{' '}
          <select value={fields.noise} onChange={({ currentTarget }) => change({ noise: currentTarget.value })}>
            <option value="none">none</option>
            <option value="realistic">realistic</option>
          </select>
        </label>
        <label>
          If the database has this world{' '}
          <select value={fields.ifThere} onChange={({ currentTarget }) => change({ ifThere: currentTarget.value })}>
            <option value="">add what is missing</option>
            <option value="append">extend the span</option>
            <option value="replace">remove its rows first</option>
          </select>
        </label>
      </div>
      <details>
        <summary>
          Datasets: {fields.datasets.length === 0 ? 'those of the profile' : fields.datasets.join(', ')}
        </summary>
        <fieldset>
          <legend>Only these and what they need</legend>
          {datasets.map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={fields.datasets.includes(name)}
                onChange={({ currentTarget }) =>
                  change({
                    datasets: currentTarget.checked
                      ? [...fields.datasets, name]
                      : fields.datasets.filter((each) => each !== name),
                  })
                }
              />{' '}
              {name}
            </label>
          ))}
        </fieldset>
      </details>
    </>
  );
}

function fieldsOf({ profiles }: SeedFacts, profile: string): Fields {
  const { clients, sites, from, to } = profiles.find(({ name }) => name === profile) ?? {
    clients: 1,
    sites: 1,
    from: '',
    to: '',
  };
  return { profile, clients, sites, from, to, seed: DEFAULT_SEED, noise: 'none', ifThere: '', datasets: [] };
}

/** What the server reads: without what is not chosen. */
function formOf({ ifThere, datasets, ...fields }: Fields): object {
  return { ...fields, ...(ifThere === '' ? {} : { ifThere }), ...(datasets.length === 0 ? {} : { datasets }) };
}
