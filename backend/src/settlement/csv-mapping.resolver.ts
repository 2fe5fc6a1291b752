import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import { DomainError } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { CsvMappingService, type SavedCsvMapping } from './csv-mapping.service.js';
import {
  type CsvEncoding,
  CsvMappingType,
  type SaveCsvMappingAnswer,
  SaveCsvMappingInput,
  SaveCsvMappingResult,
  toCsvMapping,
} from './csv-mapping.type.js';

@Resolver(() => CsvMappingType)
export class CsvMappingResolver {
  constructor(private readonly mappings: CsvMappingService) {}

  @Mutation(() => SaveCsvMappingResult, {
    description: 'Saves how the CSV files of one of your accounts are read, in place of what was.',
  })
  async saveCsvMapping(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: SaveCsvMappingInput,
  ): Promise<SaveCsvMappingAnswer> {
    const saved = await this.mappings.save(viewer, toCsvMapping(input));
    return saved instanceof DomainError ? saved : toType(saved);
  }

  @Query(() => [CsvMappingType], { description: 'How the CSV files of your accounts are read.' })
  async csvMappings(@CurrentViewer() viewer: Viewer): Promise<CsvMappingType[]> {
    return (await this.mappings.list(viewer)).map(toType);
  }
}

function toType({ mapping, savedAt }: SavedCsvMapping): CsvMappingType {
  return { ...mapping, encoding: mapping.encoding as CsvEncoding, savedAt };
}
