import { useState } from 'preact/hooks';
import { IntermediaryLabourOrderRegister, PeopleForPost } from '../generated/intermediary.ts';
import type { Sub } from '../shared/order.tsx';
import { act, CheckField, type Declined, Dialog, Empty, Form, Shown, t, useAsk, useFields } from '../ui/index.ts';
import { inForce } from './registered.tsx';

/** People of the roster who fit the post and are not on the list yet. */
export function AddPeople({ order, close, done }: Sub) {
  const asked = useAsk(PeopleForPost, order.vacancy ? { vacancyId: order.vacancy.id, first: 50 } : null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const fields = useFields({});
  const listed = new Set(order.transfers.map(({ seeker }) => seeker?.id));
  const submit = async (): Promise<readonly Declined[]> => {
    const { declined } = await act(IntermediaryLabourOrderRegister, { id: order.id, input: { registrations: [...chosen] } });
    if (declined.length === 0) done(t(`已加 ${chosen.size} 人`, `${chosen.size} added`));
    return declined;
  };
  return (
    <Dialog title={t('加人', 'Add people')} close={close}>
      <Shown asked={asked}>
        {({ seekerMatches: { edges } }) => {
          const free = edges
            .map(({ node }) => ({ node, registration: inForce(node.registrations)?.id }))
            .filter(({ node, registration }) => registration && !listed.has(node.id));
          if (free.length === 0) return <Empty title={t('花名册里合适的人都已在名单上', 'All of your people who fit are on the list')} />;
          return (
            <Form fields={fields} submit={submit} action={t('加入名单', 'Put on the list')} cancel={close}>
              {free.map(({ node, registration }) => (
                <CheckField
                  key={node.id}
                  label={`${node.name} · ${node.ageBand} · ${node.region.name}`}
                  value={chosen.has(registration!)}
                  onChange={(is) => setChosen(new Set(is ? [...chosen, registration!] : [...chosen].filter((one) => one !== registration)))}
                />
              ))}
            </Form>
          );
        }}
      </Shown>
    </Dialog>
  );
}
