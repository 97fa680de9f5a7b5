import { useState } from 'preact/hooks';
import {
  OfficeDevices,
  OfficeFairKioskEnrol,
  OfficeFairKioskRelease,
  OfficeFairKiosks,
  type OfficeFairKiosksQuery,
  type OfficeJobFairQuery,
} from '../generated/office.ts';
import {
  act,
  byName,
  confirm,
  type Declined,
  Dialog,
  Empty,
  Form,
  moment,
  NumberField,
  PagedTable,
  SelectField,
  t,
  toast,
  useAsk,
  useFields,
  usePages,
} from '../ui/index.ts';

type Kiosk = OfficeFairKiosksQuery['fairKiosks']['edges'][number]['node'];
type Fair = NonNullable<OfficeJobFairQuery['jobFair']>;

/** The touch screens and walls of a fair: only they show its posts, give passes and take interests. */
export function FairKiosks({ fair }: { readonly fair: Fair }) {
  const pages = usePages(OfficeFairKiosks, { fair: fair.id, first: 20 }, ({ fairKiosks }) => fairKiosks);
  const [placing, setPlacing] = useState(false);
  const release = async ({ id, device }: Kiosk): Promise<void> => {
    const done = await confirm({
      title: t(`撤下设备：${device?.name ?? ''}`, `Take away: ${device?.name ?? ''}`),
      text: t('它随即不再显示本场；以后可以再放回来。', 'It stops showing this fair at once; it can be put back.'),
      action: t('撤下', 'Take away'),
      danger: true,
      work: async () => (await act(OfficeFairKioskRelease, { id, input: {} })).declined,
    });
    if (done) pages.reload();
  };
  return (
    <section>
      {fair.halls.length > 0 && (
        <div class="form-actions screen-only">
          <button type="button" onClick={() => setPlacing(true)}>
            {t('放一台设备到本场', 'Put a device at this fair')}
          </button>
        </div>
      )}
      <PagedTable
        caption={t('本场设备', 'Devices at this fair')}
        pages={pages}
        keyOf={({ id }) => id}
        empty={
          <Empty title={t('本场还没有一体机和大屏', 'No kiosk or wall at this fair yet')}>
            <p>
              {t(
                '设备先在“设备”页登记，再放到本场，才能发入场码、登记意向、显示叫号。',
                'Enrol a device on the page “Devices”, then put it here: it gives passes, takes interests and shows the numbers called.',
              )}
            </p>
          </Empty>
        }
        columns={[
          { key: 'name', head: t('名称', 'Name'), cell: ({ device }) => device?.name ?? '–' },
          { key: 'hall', head: t('展厅', 'Hall'), cell: ({ hall }) => hall?.name ?? '–' },
          { key: 'seen', head: t('最近在线', 'Last seen'), cell: ({ device }) => moment(device?.lastSeenAt) },
          { key: 'until', head: t('到', 'Until'), cell: ({ until }) => moment(until) },
          {
            key: 'do',
            head: t('办理', 'Do'),
            screenOnly: true,
            cell: (one) =>
              one.device && (
                <button type="button" aria-label={`${t('撤下', 'Take away')} ${one.device.name}`} onClick={() => void release(one)}>
                  {t('撤下', 'Take away')}
                </button>
              ),
          },
        ]}
      />
      {placing && (
        <Placing
          fair={fair}
          close={() => setPlacing(false)}
          done={() => {
            setPlacing(false);
            toast(t('已放到本场，设备一分钟内切换', 'Put here; the device changes over within a minute'));
            pages.reload();
          }}
        />
      )}
    </section>
  );
}

function Placing({ fair, close, done }: { readonly fair: Fair; readonly close: () => void; readonly done: () => void }) {
  const devices = useAsk(OfficeDevices, { first: 100, disabled: false });
  const own = byName(devices.data?.devices.edges.map(({ node }) => node) ?? []);
  const fields = useFields({ device: '', hall: fair.halls[0]?.id ?? '', x: 0 as number | null, y: 0 as number | null });
  const submit = async ({ device, hall, x, y }: typeof fields.values): Promise<readonly Declined[]> => {
    const { declined } = await act(OfficeFairKioskEnrol, { input: { fair: fair.id, device, hall, x: x ?? 0, y: y ?? 0 } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t('放一台设备到本场', 'Put a device at this fair')} close={close}>
      <Form fields={fields} submit={submit} action={t('放到本场', 'Put it here')} cancel={close}>
        <SelectField
          label={t('设备', 'Device')}
          hint={t('在“设备”页登记过的', 'Enrolled on the page “Devices”')}
          required
          none={devices.data && own.length === 0 ? t('还没有设备', 'No device yet') : t('请选择', 'Choose')}
          options={own}
          {...fields.of('device')}
        />
        <SelectField label={t('展厅', 'Hall')} required options={byName(fair.halls)} {...fields.of('hall')} />
        <NumberField
          label={t('离左墙（米）', 'From the left wall (m)')}
          hint={t('一体机按它指路到最近的展位', 'The kiosk shows the nearest booths from here')}
          min={0}
          {...fields.of('x')}
        />
        <NumberField label={t('离入口墙（米）', 'From the wall of the entrance (m)')} min={0} {...fields.of('y')} />
      </Form>
    </Dialog>
  );
}
