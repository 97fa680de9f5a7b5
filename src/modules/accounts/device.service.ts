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
import { regionByCode } from '../regions/region.queries.js';
import { Device } from './device.js';
import { CODE_MINUTES, newCode } from './enrolment.js';

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
export async function enrolDevice(em: EntityManager, viewer: Viewer, form: DeviceForm): Promise<{ device: Device; code: string }> {
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
  return { device, code: await giveCode(em, device) };
}

async function institutionOf(em: EntityManager, viewer: Viewer, id: string): Promise<Institution> {
  const institution = await found(em.findOne(Institution, { id, state: 'OPEN' }), ['input', 'institution']);
  assertTheirs(viewer, institution.regionPath, ['input', 'institution']);
  return institution;
}

/** Shuts out the device that has the token now, and lets it, or another in its place, be enrolled anew. */
export async function renewDevice(em: EntityManager, viewer: Viewer, id: string): Promise<{ device: Device; code: string }> {
  const device = await theirs(em, viewer, id);
  device.disabledAt = null;
  device.tokenHash = null;
  return { device, code: await giveCode(em, device) };
}

async function giveCode(em: EntityManager, device: Device): Promise<string> {
  const { clear, hash } = newCode();
  device.codeHash = hash;
  device.codeUntil = new Date((await now(em)).getTime() + CODE_MINUTES * 60_000);
  return clear;
}

export async function disableDevice(em: EntityManager, viewer: Viewer, id: string): Promise<Device> {
  const device = await theirs(em, viewer, id);
  if (device.disabledAt) throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '设备已经停用', en: 'The device is disabled already' });
  return Object.assign(device, { disabledAt: await now(em), codeHash: null, codeUntil: null, tokenHash: null });
}

async function theirs(em: EntityManager, viewer: Viewer, id: string): Promise<Device> {
  const device = await found(em.findOne(Device, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertTheirs(viewer, device.regionPath, ['id']);
  return device;
}
