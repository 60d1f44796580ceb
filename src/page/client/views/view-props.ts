import type { PageModel } from '../../model.ts';
import type { Route } from '../state/route.ts';

/** What every view gets. */
export interface ViewProps {
  model: PageModel;
  route: Route;
}
