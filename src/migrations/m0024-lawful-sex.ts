import { Migration } from '@mikro-orm/migrations';

/** Matching asks for the sex that the law limits a post to: the index that answers it alone has it too. */
export class M0024LawfulSex extends Migration {
  override up(): void {
    this.addSql('drop index vacancy_match');
    this.addSql(
      `create index vacancy_match on vacancy (trade_group, place_path collate "C") include (id, state, institution_path, institution_id, employer_id, occupation_code, head_count, hired_count, pay_monthly_from, pay_monthly_to, requirements_age_min, requirements_age_max, requirements_sex_limit, requirements_education_rank, requirements_certificates, conditions_shift, conditions_board, conditions_lodging, valid_from, valid_until) where state = 'OPEN'`,
    );
  }
}
