import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Row } from '../../platform/database/base.js';

/** Through which day a source that others report is complete; a source without a row is complete up to now. */
@Entity()
@Unique({ name: 'reported_through_source', properties: ['source'] })
export class ReportedThrough extends Row {
  /** The code of a source of indicators. */
  @Property({ type: 'text' })
  source!: string;

  @Property({ type: 'date' })
  throughOn!: string;
}
