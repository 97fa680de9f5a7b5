import { useState } from 'preact/hooks';
import { AdminDeviceDisable, AdminDeviceEnrol, AdminDeviceRenew, AdminDevices } from '../generated/administrator.ts';
import { OfficeDeviceDisable, OfficeDeviceEnrol, OfficeDeviceRenew, OfficeDevices, type OfficeDevicesQuery } from '../generated/office.ts';
import {
  act,
  confirm,
  type Declined,
  Dialog,
  Empty,
  Form,
  moment,
  Page,
  PagedTable,
  signedIn,
  t,
  TextField,
  toast,
  useFields,
  usePages,
} from '../ui/index.ts';

type Device = OfficeDevicesQuery['devices']['edges'][number]['node'];

/** Kiosks and walls: enrolled with a code that is typed in where they stand. */
export function Devices() {
  const administers = 'role' in signedIn.value && signedIn.value.role === 'administrator';
  const documents = administers
    ? { list: AdminDevices, enrol: AdminDeviceEnrol, renew: AdminDeviceRenew, disable: AdminDeviceDisable }
    : { list: OfficeDevices, enrol: OfficeDeviceEnrol, renew: OfficeDeviceRenew, disable: OfficeDeviceDisable };
  const pages = usePages(documents.list, { first: 20 }, ({ devices }) => devices);
  const [opening, setOpening] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const renew = async ({ id }: Device): Promise<void> => {
    const { data, declined } = await act(documents.renew, { id, input: {} });
    if (data) setTold(data.deviceRenew.code);
    else toast(declined.map(({ message }) => message).join('；'));
    pages.reload();
  };
  const disable = async ({ id, name }: Device): Promise<void> => {
    const done = await confirm({
      title: t('停用设备', 'Disable the device'),
      text: t(`“${name}”即刻不能再用；以后可以重新发放登记码。`, `“${name}” stops now; a new code brings it back.`),
      action: t('停用', 'Disable'),
      danger: true,
      work: async () => (await act(documents.disable, { id, input: {} })).declined,
    });
    if (done) pages.reload();
  };
  return (
    <Page
      title={t('设备', 'Devices')}
      intro={t(
        '触摸屏和大屏。在这里取登记码，十分钟内在设备上打开 /kiosk，点“登记本机”输入一次。招聘会上用的，再到那一场的页面放过去。',
        'Kiosks and walls. Take a code here; within ten minutes open /kiosk on the device, press “Enrol this kiosk” and type it in once. For a fair, put it there on the page of the fair.',
      )}
      actions={
        <button type="button" class="primary" onClick={() => setOpening(true)}>
          {t('登记设备', 'Enrol a device')}
        </button>
      }
    >
      <section>
        <PagedTable
          caption={t('设备', 'Devices')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={<Empty title={t('还没有设备。点“登记设备”取登记码。', 'No devices yet; enrol one to get its code.')} />}
          columns={[
            { key: 'name', head: t('名称', 'Name'), cell: ({ name }) => name, by: ({ name }) => name },
            {
              key: 'where',
              head: t('地点', 'Where'),
              cell: ({ region, institution }) => [region.name, institution?.name].filter(Boolean).join('，'),
            },
            { key: 'seen', head: t('最近在线', 'Last seen'), cell: ({ lastSeenAt }) => moment(lastSeenAt), by: ({ lastSeenAt }) => lastSeenAt },
            {
              key: 'state',
              head: t('状态', 'State'),
              cell: ({ disabledAt, enrolledAt }) =>
                disabledAt ? (
                  <span class="tag tone-bad">{t('已停用', 'Disabled')}</span>
                ) : enrolledAt ? (
                  <span class="tag tone-good">{t('使用中', 'In use')}</span>
                ) : (
                  <span class="tag tone-warn">{t('待输入登记码', 'Waits for its code')}</span>
                ),
            },
            {
              key: 'do',
              head: t('办理', 'Do'),
              screenOnly: true,
              cell: (one) => (
                <>
                  <button type="button" aria-label={`${t('重发登记码', 'New code')} ${one.name}`} onClick={() => void renew(one)}>
                    {t('重发登记码', 'New code')}
                  </button>{' '}
                  {!one.disabledAt && (
                    <button type="button" aria-label={`${t('停用', 'Disable')} ${one.name}`} onClick={() => void disable(one)}>
                      {t('停用', 'Disable')}
                    </button>
                  )}
                </>
              ),
            },
          ]}
        />
      </section>
      {opening && (
        <Enrolment
          close={() => setOpening(false)}
          work={async (name, region) => {
            const { data, declined } = await act(documents.enrol, { input: { name, region } });
            if (data) {
              setOpening(false);
              setTold(data.deviceEnrol.code);
              pages.reload();
            }
            return declined;
          }}
        />
      )}
      {told !== null && (
        <Dialog title={t('登记码', 'Enrolment code')} close={() => setTold(null)}>
          <p>{t('十分钟内在设备上输入，只能用一次。', 'Type it in at the device within ten minutes; it works once.')}</p>
          <p>
            <code class="once">{told}</code>
          </p>
        </Dialog>
      )}
    </Page>
  );
}

function Enrolment({ close, work }: { readonly close: () => void; readonly work: (name: string, region: string) => Promise<readonly Declined[]> }) {
  const fields = useFields({ name: '', region: '' });
  return (
    <Dialog title={t('登记设备', 'Enrol a device')} close={close}>
      <Form fields={fields} submit={({ name, region }) => work(name.trim(), region.trim())} action={t('取登记码', 'Get a code')} cancel={close}>
        <TextField label={t('名称', 'Name')} hint={t('如 大厅 1 号', 'Such as 大厅 1 号')} required {...fields.of('name')} />
        <TextField label={t('所在区划', 'Division')} hint={t('名称或代码', 'Name or code')} required {...fields.of('region')} />
      </Form>
    </Dialog>
  );
}
