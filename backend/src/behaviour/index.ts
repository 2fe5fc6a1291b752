export { BehaviourModule } from './behaviour.module.js';
export { BehaviourReader } from './behaviour.reader.js';
export { BehaviourType } from './behaviour.type.js';
