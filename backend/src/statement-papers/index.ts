export { StatementPapersModule } from './statement-papers.module.js';
