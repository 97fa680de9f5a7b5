import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Row } from '../../platform/database/base.js';
import { Region } from '../regions/region.js';

/** A month of a county from before rows were kept: what an indicator was then, added to what its rows give. */
@Entity()
@Unique({ name: 'stored_figure_once', properties: ['indicator', 'region', 'month'] })
@Check({ name: 'stored_figure_month', expression: 'extract(day from month) = 1' })
@Check({ name: 'stored_figure_value', expression: 'value >= 0' })
@Index({ name: 'stored_figure_place', expression: 'create index stored_figure_place on stored_figure (path collate "C", month)' })
export class StoredFigure extends Row {
  @Property({ type: 'text' })
  indicator!: string;

  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text' })
  path!: string;

  /** The first day of the month. */
  @Property({ type: 'date' })
  month!: string;

  @Property({ type: 'bigint' })
  value!: bigint;

  /** Where the number was published. */
  @Property({ type: 'text' })
  source!: string;
}
