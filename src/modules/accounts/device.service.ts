import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { now } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { cleanText } from '../../platform/privacy/text.js';
import { Institution } from '../institutions/institution.js';
import { assertInside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode, regionByPath } from '../regions/region.queries.js';
import { Device } from './device.js';
import { CODE_MINUTES, newCode } from './enrolment.js';
import { type Doer, recordRights, type RightsChange } from './rights.js';

export interface DeviceForm {
  readonly name: string;
  readonly region: string;
  readonly institution?: string | undefined;
}

/** Administrators anywhere, offices in their own division; elsewhere there is nothing to be found. */
const assertTheirs = (viewer: Viewer, path: string, where: readonly string[]): void => {
  if (viewer.role !== 'administrator') assertInside(viewer, path, where);
};

/** A device and the code that it is enrolled with. */
export async function enrolDevice(em: EntityManager, doer: Doer, form: DeviceForm): Promise<{ device: Device; code: string }> {
  const viewer = doer.by;
  const region = regionByCode(form.region);
  assertTheirs(viewer, region.path, ['input', 'region']);
  const name = cleanText(form.name);
  if (name === '') throw new Refusal('INVALID', ['input', 'name'], { zh: '请填写设备名称', en: 'Give the device a name' });
  const institution = form.institution === undefined ? null : await institutionOf(em, viewer, form.institution);
  const device = Object.assign(new Device(), {
    name,
    region: ref(Region, region.id),
    regionPath: region.path,
    institution: institution && ref(institution),
  });
  em.persist(device);
  const code = await giveCode(em, device);
  await written(em, doer, 'DEVICE_ENROLLED', device);
  return { device, code };
}

async function institutionOf(em: EntityManager, viewer: Viewer, id: string): Promise<Institution> {
  const institution = await found(em.findOne(Institution, { id, state: 'OPEN' }), ['input', 'institution']);
  assertTheirs(viewer, institution.regionPath, ['input', 'institution']);
  return institution;
}

/** Shuts out the device that has the token now, and lets it, or another in its place, be enrolled anew. */
export async function renewDevice(em: EntityManager, doer: Doer, id: string): Promise<{ device: Device; code: string }> {
  const device = await theirs(em, doer.by, id);
  device.disabledAt = null;
  device.tokenHash = null;
  const code = await giveCode(em, device);
  await written(em, doer, 'DEVICE_RENEWED', device);
  return { device, code };
}

async function giveCode(em: EntityManager, device: Device): Promise<string> {
  const { clear, hash } = newCode();
  device.codeHash = hash;
  device.codeUntil = new Date((await now(em)).getTime() + CODE_MINUTES * 60_000);
  return clear;
}

export async function disableDevice(em: EntityManager, doer: Doer, id: string): Promise<Device> {
  const device = await theirs(em, doer.by, id);
  if (device.disabledAt) throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '设备已经停用', en: 'The device is disabled already' });
  Object.assign(device, { disabledAt: await now(em), codeHash: null, codeUntil: null, tokenHash: null });
  await written(em, doer, 'DEVICE_DISABLED', device);
  return device;
}

const written = (em: EntityManager, doer: Doer, change: RightsChange, { id, name, regionPath }: Device): Promise<void> =>
  recordRights(em, doer, change, { id, words: `${name} ${regionByPath(regionPath)?.code ?? ''}` });

async function theirs(em: EntityManager, viewer: Viewer, id: string): Promise<Device> {
  const device = await found(em.findOne(Device, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertTheirs(viewer, device.regionPath, ['id']);
  return device;
}
