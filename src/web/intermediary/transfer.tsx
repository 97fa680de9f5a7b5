import * as own from '../generated/intermediary.ts';
import type { ImportDocuments, Stand, TransferDocuments } from '../shared/documents.ts';
import { DeparturePage } from '../shared/departure.tsx';
import { Departures } from '../shared/departures.tsx';
import { Imports } from '../shared/imports.tsx';
import { OrderPage } from '../shared/order.tsx';
import { Orders } from '../shared/orders.tsx';
import { AddPeople } from './add-people.tsx';

const stand: Stand & { readonly documents: TransferDocuments } = {
  at: '/intermediary',
  reveal: own.IntermediaryReveal,
  documents: {
    orders: own.IntermediaryLabourOrders,
    order: own.IntermediaryLabourOrder,
    select: own.IntermediaryLabourOrderSelect,
    contract: own.IntermediaryLabourOrderContract,
    train: own.IntermediaryLabourOrderTrain,
    begin: own.IntermediaryLabourOrderBegin,
    batches: own.IntermediaryDepartureBatches,
    batch: own.IntermediaryDepartureBatch,
    plan: own.IntermediaryDepartureBatchPlan,
    check: own.IntermediaryDepartureBatchCheck,
    depart: own.IntermediaryDepartureBatchDepart,
    arrive: own.IntermediaryDepartureBatchArrive,
    cancel: own.IntermediaryDepartureBatchCancel,
  },
};
const sheets: ImportDocuments = {
  list: own.IntermediaryImports,
  start: own.IntermediaryImportStart,
  progress: own.IntermediaryImportProgress,
  refusals: own.IntermediaryImportRefusals,
};

export const AgencyOrders = () => <Orders {...stand} />;
export const AgencyOrder = () => <OrderPage {...stand} person={(id) => `/intermediary/roster/${id}`} AddPeople={AddPeople} />;
export const AgencyDepartures = () => <Departures {...stand} />;
export const AgencyDeparture = () => <DeparturePage {...stand} />;
export const AgencySheets = () => <Imports kinds={['seekers']} documents={sheets} />;
