export { AmountMinorColumn, CounterColumn } from './columns.js';
export { dataSourceOptions, migrate } from './data-source.js';
export { DatabaseModule } from './database.module.js';
