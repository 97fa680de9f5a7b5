import type * as Office from '../generated/office.ts';

/**
 * What the pages that offices and agencies have in common ask and do. Each desk gives its own operations, whose lists stay
 * exactly what its role may send; the two write them alike, which their types check.
 */
export interface TransferDocuments {
  readonly orders: typeof Office.OfficeLabourOrders;
  readonly order: typeof Office.OfficeLabourOrder;
  readonly select: typeof Office.OfficeLabourOrderSelect;
  readonly contract: typeof Office.OfficeLabourOrderContract;
  readonly train: typeof Office.OfficeLabourOrderTrain;
  readonly begin: typeof Office.OfficeLabourOrderBegin;
  readonly batches: typeof Office.OfficeDepartureBatches;
  readonly batch: typeof Office.OfficeDepartureBatch;
  readonly plan: typeof Office.OfficeDepartureBatchPlan;
  readonly check: typeof Office.OfficeDepartureBatchCheck;
  readonly depart: typeof Office.OfficeDepartureBatchDepart;
  readonly arrive: typeof Office.OfficeDepartureBatchArrive;
  readonly cancel: typeof Office.OfficeDepartureBatchCancel;
}

export interface FollowUpDocuments {
  readonly list: typeof Office.OfficeFollowUps;
  readonly record: typeof Office.OfficeFollowUpRecord;
  readonly reveal: Reveal;
}

export interface ImportDocuments {
  readonly list: typeof Office.OfficeImports;
  readonly start: typeof Office.OfficeImportStart;
  readonly progress: typeof Office.OfficeImportProgress;
  readonly refusals: typeof Office.OfficeImportRefusals;
  /** Takes the rows of a sheet of vacancies out again; only where vacancies are imported. */
  readonly withdraw?: typeof Office.OfficeImportWithdraw;
}

export type Reveal = typeof Office.OfficeReveal;

/** The desk at which a page stands. */
export interface Stand {
  /** `/office` */
  readonly at: string;
  readonly reveal: Reveal;
}
