import { useLocation } from 'preact-iso';
import { enrol, Form, type Problem, t, TextField, useFields } from '../ui/index.ts';

/** The code of the office is typed in once; the token that it buys stays on the device. */
export function Enrol() {
  const { route } = useLocation();
  const fields = useFields({ code: '' });
  const submit = ({ code }: { code: string }) =>
    enrol(code).then(
      () => {
        route('/kiosk', true);
        return [];
      },
      ({ code: of, message }: Problem) => [{ code: of, message, path: ['code'] }],
    );
  return (
    <section class="panel">
      <h1>{t('登记本机', 'Enrol this kiosk')}</h1>
      <Form fields={fields} submit={submit} action={t('登记', 'Enrol')}>
        <TextField
          label={t('登记码', 'Code')}
          hint={t('在就业服务工作台的“设备”页取，十分钟内有效', 'From the page “Devices” of the office desk, good for ten minutes')}
          autoComplete="off"
          required
          {...fields.of('code')}
        />
      </Form>
    </section>
  );
}
