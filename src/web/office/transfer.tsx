import * as own from '../generated/office.ts';
import type { ImportDocuments, Stand, TransferDocuments } from '../shared/documents.ts';
import { DeparturePage } from '../shared/departure.tsx';
import { Departures } from '../shared/departures.tsx';
import { FollowUps } from '../shared/follow-ups.tsx';
import { Imports } from '../shared/imports.tsx';
import { OrderPage } from '../shared/order.tsx';
import { Orders } from '../shared/orders.tsx';
import { Page, t } from '../ui/index.ts';

const stand: Stand & { readonly documents: TransferDocuments } = {
  at: '/office',
  reveal: own.OfficeReveal,
  documents: {
    orders: own.OfficeLabourOrders,
    order: own.OfficeLabourOrder,
    select: own.OfficeLabourOrderSelect,
    contract: own.OfficeLabourOrderContract,
    train: own.OfficeLabourOrderTrain,
    begin: own.OfficeLabourOrderBegin,
    batches: own.OfficeDepartureBatches,
    batch: own.OfficeDepartureBatch,
    plan: own.OfficeDepartureBatchPlan,
    check: own.OfficeDepartureBatchCheck,
    depart: own.OfficeDepartureBatchDepart,
    arrive: own.OfficeDepartureBatchArrive,
    cancel: own.OfficeDepartureBatchCancel,
  },
};
const sheets: ImportDocuments = {
  list: own.OfficeImports,
  start: own.OfficeImportStart,
  progress: own.OfficeImportProgress,
  refusals: own.OfficeImportRefusals,
  withdraw: own.OfficeImportWithdraw,
};
const calls = { list: own.OfficeFollowUps, record: own.OfficeFollowUpRecord, reveal: own.OfficeReveal };

export const OfficeOrders = () => <Orders {...stand} />;
export const OfficeOrder = () => <OrderPage {...stand} />;
export const OfficeDepartures = () => <Departures {...stand} />;
export const OfficeDeparture = () => <DeparturePage {...stand} />;
export const OfficeSheets = () => <Imports kinds={['vacancies', 'seekers']} documents={sheets} />;
export const OfficeCalls = () => (
  <Page
    title={t('回访', 'Follow-up')}
    intro={t('到岗后 7 天、1、3、6 个月各回访一次；逾期的排在前面。', 'After a week, one, three and six months; the overdue first.')}
  >
    <FollowUps documents={calls} />
  </Page>
);
