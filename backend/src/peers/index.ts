export { PeersModule } from './peers.module.js';
export { PeersReader } from './peers.reader.js';
export {
  PeerFigure,
  PeerGroup,
  type PeerComparisonType,
  type PeerStandingType,
} from './peers.type.js';
