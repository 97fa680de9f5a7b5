import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { EARLIEST_DAY, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { Institution } from '../institutions/institution.js';
import { assertInside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { type KnownRegion, regionByCode } from '../regions/region.queries.js';
import { Seeker } from '../seekers/seeker.js';
import { occupationNamed } from '../vacancies/trades.js';
import type {
  BrandMemberJoinInput,
  BrandMemberLeaveInput,
  LabourBaseOpenInput,
  LabourBrandFoundInput,
  ParticipantSelectInput,
} from './agency.inputs.js';
import { BrandMember, type BrandState, LabourBase, LabourBrand } from './brand.js';
import { Participant, type ParticipantState } from './participant.js';

function countyOf(viewer: Viewer, code: string): KnownRegion {
  const county = regionByCode(code);
  assertInside(viewer, county.path, ['input', 'county']);
  if (county.level !== 'COUNTY') throw new Refusal('INVALID', ['input', 'county'], { zh: '请填写区县', en: 'Give a county or district' });
  return county;
}

export async function openBase(em: EntityManager, viewer: Viewer, input: LabourBaseOpenInput): Promise<LabourBase> {
  const county = countyOf(viewer, input.county);
  if (input.capacity < 1 || input.capacity > 1_000_000)
    throw new Refusal('INVALID', ['input', 'capacity'], { zh: '容纳人数须为正数', en: 'The room is a positive number of people' });
  const base = Object.assign(new LabourBase(), {
    name: cleanText(input.name),
    kind: input.kind,
    county: ref(Region, county.id),
    countyPath: county.path,
    place: ref(Region, regionByCode(input.place).id),
    capacity: input.capacity,
  });
  em.persist(base);
  return base;
}

export async function foundBrand(em: EntityManager, viewer: Viewer, input: LabourBrandFoundInput): Promise<LabourBrand> {
  const county = countyOf(viewer, input.county);
  const base = input.trainingBase === undefined ? null : await found(em.findOne(LabourBase, { id: input.trainingBase }), ['input', 'trainingBase']);
  if (base && (base.kind !== 'TRAINING' || base.countyPath !== county.path)) {
    throw new Refusal('NOT_ELIGIBLE', ['input', 'trainingBase'], {
      zh: '请选择本区县的培训基地',
      en: 'Choose a training base of the same county',
    });
  }
  const brand = Object.assign(new LabourBrand(), {
    name: cleanText(input.name),
    county: ref(Region, county.id),
    countyPath: county.path,
    occupationCode: occupationNamed(input.occupation),
    destination: input.destination === undefined ? null : ref(Region, regionByCode(input.destination).id),
    trainingBase: base && ref(base),
  });
  em.persist(brand);
  return brand;
}

async function brandInReach(em: EntityManager, viewer: Viewer, id: string, path: readonly string[]): Promise<LabourBrand> {
  const brand = await found(em.findOne(LabourBrand, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }), path);
  assertInside(viewer, brand.countyPath, path);
  return brand;
}

/** A step of a brand. Only the city recognises. */
export async function moveBrand(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  to: BrandState,
  more: { trademarkNumber?: string; reason?: string } = {},
): Promise<LabourBrand> {
  const brand = await brandInReach(em, viewer, id, ['id']);
  if (to === 'RECOGNISED' && viewer.regionPath === brand.countyPath) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '品牌由市级认定，不能由本区县认定', en: 'The city recognises a brand, not its own county' });
  }
  brand.moveTo(to);
  if (more.trademarkNumber !== undefined) brand.trademarkNumber = cleanText(more.trademarkNumber);
  brand.reason = more.reason === undefined ? null : freeText(more.reason);
  return brand;
}

export async function joinBrand(em: EntityManager, viewer: Viewer, brandId: string, input: BrandMemberJoinInput): Promise<BrandMember> {
  const brand = await brandInReach(em, viewer, brandId, ['id']);
  if (brand.state === 'SUSPENDED')
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '品牌已暂停，不能吸收成员', en: 'The brand is suspended and takes no members' });
  const seeker = await found(em.findOne(Seeker, { id: input.seeker }), ['input', 'seeker']);
  assertInside(viewer, seeker.regionPath, ['input', 'seeker']);
  const day = await today(em);
  const joinedOn = input.joinedOn ?? day;
  if (joinedOn < EARLIEST_DAY || joinedOn > day) {
    throw new Refusal('INVALID', ['input', 'joinedOn'], {
      zh: `加入日期须在 ${EARLIEST_DAY} 与今天之间`,
      en: `The day of joining lies between ${EARLIEST_DAY} and today`,
    });
  }
  const member = Object.assign(new BrandMember(), {
    brand: ref(brand),
    countyPath: brand.countyPath,
    seeker: ref(seeker),
    joinedOn,
  });
  em.persist(member);
  return member;
}

export async function leaveBrand(em: EntityManager, viewer: Viewer, id: string, input: BrandMemberLeaveInput): Promise<BrandMember> {
  const member = await found(em.findOne(BrandMember, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, member.countyPath, ['id']);
  if (member.leftOn !== null)
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '此人已退出该品牌', en: 'The person has left the brand already' });
  const day = await today(em);
  const leftOn = input.leftOn ?? day;
  if (leftOn < member.joinedOn || leftOn > day) {
    throw new Refusal('INVALID', ['input', 'leftOn'], {
      zh: `退出日期须在加入日期 ${member.joinedOn} 与今天之间`,
      en: `The day of leaving lies between the joining on ${member.joinedOn} and today`,
    });
  }
  member.leftOn = leftOn;
  return member;
}

export async function reportIncome(em: EntityManager, viewer: Viewer, id: string, income: bigint): Promise<BrandMember> {
  const member = await found(em.findOne(BrandMember, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, member.countyPath, ['id']);
  if (income < 0n || income > 100_000_000_00n)
    throw new Refusal('INVALID', ['input', 'yearlyIncome'], { zh: '年收入有误，单位为分', en: 'The yearly income is wrong; it is in fen' });
  member.yearlyIncome = income;
  return member;
}

export async function selectParticipant(em: EntityManager, viewer: Viewer, input: ParticipantSelectInput): Promise<Participant> {
  const county = countyOf(viewer, input.county);
  const seeker = await found(em.findOne(Seeker, { id: input.seeker }), ['input', 'seeker']);
  assertInside(viewer, seeker.regionPath, ['input', 'seeker']);
  if (input.kind === 'LEAD_RESETTLER' && seeker.resettler === 'NONE') {
    throw new Refusal('NOT_ELIGIBLE', ['input', 'seeker'], {
      zh: '此人不是三峡移民，不能入选带头人',
      en: 'Not a resettler: cannot be a lead resettler',
    });
  }
  const institution =
    input.institution === undefined ? null : await found(em.findOne(Institution, { id: input.institution, state: 'OPEN' }), ['input', 'institution']);
  if (input.kind === 'LABOUR_BROKER' && institution?.kind !== 'LABOUR_BROKER') {
    throw new Refusal('NOT_ELIGIBLE', ['input', 'institution'], {
      zh: '劳务经纪人须指明其所在的劳务经纪机构',
      en: 'A labour broker works under a labour brokerage: name it',
    });
  }
  const participant = Object.assign(new Participant(), {
    kind: input.kind,
    seeker: ref(seeker),
    institution: institution && ref(institution),
    county: ref(Region, county.id),
    countyPath: county.path,
    year: input.year,
  });
  em.persist(participant);
  return participant;
}

export async function moveParticipant(em: EntityManager, viewer: Viewer, id: string, to: ParticipantState): Promise<Participant> {
  const participant = await found(em.findOne(Participant, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, participant.countyPath, ['id']);
  participant.moveTo(to);
  if (to === 'TRAINED') participant.trainedOn = await today(em);
  if (to === 'CERTIFIED') participant.certifiedOn = await today(em);
  return participant;
}
