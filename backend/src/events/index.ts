export {
  type DeliveryBacklog,
  attemptedDeliveries,
  readDeliveryBacklog,
} from './delivery-telemetry.js';
export { EventsModule } from './events.module.js';
