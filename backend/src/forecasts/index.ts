export { ForecastsModule } from './forecasts.module.js';
