export { CashForecastReader } from './cash-forecast.reader.js';
export { ForecastReader } from './forecast.reader.js';
export { ForecastsModule } from './forecasts.module.js';
