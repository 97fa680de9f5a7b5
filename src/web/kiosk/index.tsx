import { useState } from 'preact/hooks';
import { KioskSearch } from '../generated/kiosk.ts';
import { enrol, Form, LanguageSwitch, mount, Problem, resumeDevice, Shown, signedIn, Table, t, TextField, useAsk, useFields } from '../ui/index.ts';

function Enrol() {
  const fields = useFields({ code: '' });
  const submit = ({ code }: { code: string }) =>
    enrol(code).then(
      () => [],
      ({ code: of, message }: Problem) => [{ code: of, message, path: ['code'] }],
    );
  return (
    <main class="door">
      <LanguageSwitch />
      <h1>{t('登记本机', 'Enrol this kiosk')}</h1>
      <Form fields={fields} submit={submit} action={t('登记', 'Enrol')}>
        <TextField
          label={t('登记码', 'Code')}
          hint={t('由就业部门在工作台发放，十分钟内有效', 'From the office desk, good for ten minutes')}
          required
          {...fields.of('code')}
        />
      </Form>
    </main>
  );
}

function Search() {
  const [query, setQuery] = useState('');
  const asked = useAsk(KioskSearch, query ? { query, first: 10 } : null);
  return (
    <main class="page">
      <h1>{t('找岗位', 'Find work')}</h1>
      <TextField label={t('工种或地点', 'Trade or place')} value={query} onChange={setQuery} />
      <Shown asked={asked}>
        {({ vacancySearch }) => (
          <Table
            caption={t(`${vacancySearch.totalCount} 个岗位`, `${vacancySearch.totalCount} vacancies`)}
            rows={vacancySearch.edges.map(({ node }) => node)}
            keyOf={({ id }) => id}
            columns={[{ key: 'title', head: t('岗位', 'Vacancy'), cell: ({ title }) => title }]}
          />
        )}
      </Shown>
    </main>
  );
}

mount(() => (signedIn.value.state === 'in' ? <Search /> : <Enrol />));
resumeDevice();
