import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';

import { present } from '../common/index.js';
import type { Viewer } from './viewer.js';

/** What every GraphQL operation runs with. The viewer is the only source of who asks. */
export interface RequestContext {
  readonly viewer: Viewer;
}

/** The viewer of the request as a resolver's parameter. */
export const CurrentViewer = createParamDecorator(
  (_: unknown, context: ExecutionContext): Viewer => {
    const { viewer } = GqlExecutionContext.create(context).getContext<RequestContext>();
    return present(viewer, 'viewer of the request');
  },
);
