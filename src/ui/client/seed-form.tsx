import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { DEFAULT_SEED } from '../../energy/seed/profiles.ts';
import { count } from '../../report/units.ts';
import type { SeedFacts, SeedPreview, ServerRow } from '../live-state.ts';
import { ChoiceList } from './choice-list.tsx';
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
  /** Empty for all. */
  places: readonly string[];
  archetypes: readonly string[];
  /** Empty for those of the profile. */
  datasets: readonly string[];
}

interface Previewed {
  /** The fields that were previewed. */
  fields: Fields;
  /** What the server read. */
  form: object;
  preview: SeedPreview;
}

/** The form of a synthetic world: its sizes, span, seed, places, archetypes and datasets; then what it would write; then the click that writes. */
export function SeedForm({ facts, defaultName, servers, disabled }: SeedFormProps): JSX.Element {
  const [fields, setFields] = useState<Fields>(() => ({
    ...sizesOf(facts, facts.profiles[0]?.name ?? ''),
    seed: DEFAULT_SEED,
    noise: 'none',
    ifThere: '',
    places: [],
    archetypes: [],
  }));
  const [previewed, setPreviewed] = useState<Previewed>();
  const [counting, setCounting] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const [error, act] = useAction();
  const ready = servers.filter(({ address }) => address !== '').map(({ name }) => name);
  const target = [chosen, defaultName, ready[0]].find((name) => name !== undefined && ready.includes(name));
  const change = (changed: Partial<Fields>): void => {
    setFields({ ...fields, ...changed });
    setPreviewed(undefined);
  };
  const show = async (): Promise<void> => {
    setCounting(true);
    try {
      const form = formOf(fields);
      setPreviewed({ fields, form, preview: await postJson<SeedPreview>('seed/preview', { form }) });
    } finally {
      setCounting(false);
    }
  };
  // The fields may have changed while the rows were counted.
  const shown = previewed?.fields === fields ? previewed : undefined;
  const write = async (form: object): Promise<void> => {
    await postJson('seed', { name: target, form });
    setPreviewed(undefined);
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
      {shown === undefined ? null : (
        <>
          <PreviewTable preview={shown.preview} />
          <div class="live-row">
            <label>
              Into the database of{' '}
              <select value={target} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
                {ready.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </label>
            <button
              type="button"
              disabled={disabled || target === undefined}
              onClick={() => act(() => write(shown.form))}
            >
              Write {count(shown.preview.rows)} rows{target === undefined ? '' : ` to ${target}`}
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
  const { profiles, datasets, places, archetypes } = facts;
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
          <select value={fields.profile} onChange={({ currentTarget }) => change(sizesOf(facts, currentTarget.value))}>
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
      <ChoiceList
        title="Places"
        none="all"
        legend="Only sites in these places"
        names={places}
        chosen={fields.places}
        onChange={(chosen) => change({ places: chosen })}
      />
      <ChoiceList
        title="Archetypes"
        none="all"
        legend="Only sites of these kinds"
        names={archetypes}
        chosen={fields.archetypes}
        onChange={(chosen) => change({ archetypes: chosen })}
      />
      <ChoiceList
        title="Datasets"
        none="those of the profile"
        legend="Only these and what they need"
        names={datasets}
        chosen={fields.datasets}
        onChange={(chosen) => change({ datasets: chosen })}
      />
    </>
  );
}

/** What a profile sets. */
function sizesOf(
  { profiles }: SeedFacts,
  profile: string,
): Pick<Fields, 'profile' | 'clients' | 'sites' | 'from' | 'to' | 'datasets'> {
  const { clients, sites, from, to } = profiles.find(({ name }) => name === profile) ?? {
    clients: 1,
    sites: 1,
    from: '',
    to: '',
  };
  return { profile, clients, sites, from, to, datasets: [] };
}

/** What the server reads: without what is not chosen. */
function formOf({ ifThere, datasets, places, archetypes, ...fields }: Fields): object {
  const lists = Object.entries({ datasets, places, archetypes }).filter(([, names]) => names.length > 0);
  return { ...fields, ...(ifThere === '' ? {} : { ifThere }), ...Object.fromEntries(lists) };
}
