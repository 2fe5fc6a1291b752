export { type Grade, type GradeScale, RatingFeature } from './grade-scale.js';
export { inputCommitment } from './rating-inputs.js';
export { RatingPublicationReader } from './rating-publication.reader.js';
export { RatingReader } from './rating.reader.js';
export { RatingService } from './rating.service.js';
export { RatingsModule } from './ratings.module.js';
export { wordFactor } from './rating-wording.js';
