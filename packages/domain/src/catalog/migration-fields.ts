import { defineFields } from './define-fields.ts';

export const migrationFields = defineFields('migration', [
  {
    key: 'migration_strategy',
    label: 'Migration strategy',
    type: 'enum',
    vocabulary: ['rehost', 'replatform', 'refactor', 'rearchitect', 'replace', 'retire', 'retain'],
    offeredIn: 'CAI',
    description: 'What is planned to happen to the asset.',
    synonyms: {
      en: `time disposition, 6r, r type, disposition, treatment, 7r, migration type, migration approach, migration disposition, 6 r strategy, 7 r strategy, migration pattern, 5r, cloud strategy, migration path, transition strategy, migration treatment, recommended migration strategy, cloud disposition, 6rs, 7rs, move type, r strategy, time classification, migration method, modernization strategy, application disposition, strategy r, 6r disposition, 7r disposition, rationalization decision, proposed action, migration decision, lifecycle strategy, migration strategy 6r`,
      de: `migrationsstrategie, migrationsansatz, migrationstyp, migrationspfad`,
      fr: `stratégie de migration, approche de migration, type de migration, trajectoire de migration`,
      es: `estrategia de migración, enfoque de migración, tipo de migración`,
      pt: `estratégia de migração, abordagem de migração, tipo de migração do ativo`,
      ja: `移行戦略, 移行方式, 移行方針, 移行パターン, 移行区分`,
    },
  },
  {
    key: 'migration_wave',
    label: 'Migration wave',
    type: 'text',
    offeredIn: 'CAI',
    maxLength: 128,
    description: 'Group of assets that move together.',
    synonyms: {
      en: `wave, move group, wave name, application wave, migration group, wave number, wave id, move bundle, bundle, migration batch, migration phase, migration bundle, move wave, wave no, cutover wave, migration event, move event, migration wave name, migration wave number, sprint wave, planned wave, batch, assigned wave, wave group`,
      de: `migrationswelle, welle, umzugsgruppe, migrationsgruppe`,
      fr: `vague, vague de migration, lot de migration, groupe de migration`,
      es: `ola, ola de migración, oleada, grupo de migración`,
      pt: `onda, onda de migração, grupo de migração do ativo`,
      ja: `移行ウェーブ, 移行グループ, 移行フェーズ, ウェーブ, 移行時期`,
    },
  },
  {
    key: 'migration_priority',
    label: 'Migration priority',
    type: 'integer',
    offeredIn: 'CAI',
    description: 'Order of moving, 1 first and 5 last.',
    synonyms: {
      en: `move priority, migration order, migration rank, move order, priority for migration, migration sequence, wave priority, migration prio, cloud migration priority`,
      de: `migrationspriorität, migrationsreihenfolge`,
      fr: `priorité de migration, ordre de migration`,
      es: `prioridad de migración, orden de migración`,
      pt: `prioridade de migração, ordem de migração do ativo`,
      ja: `移行優先度, 移行順序, 移行順`,
    },
  },
]);
