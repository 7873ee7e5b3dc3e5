import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
  redirect,
} from '@tanstack/react-router';
import { AppGate } from './app-gate.tsx';
import { NotFoundPage } from './not-found.page.tsx';
import { RouteError } from './route-error.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: lazyRouteComponent(() => import('../features/access/login.page.tsx'), 'LoginPage'),
});

/** Everything behind the sign-in and the choice of an engagement. */
const app = createRoute({ getParentRoute: () => root, id: 'app', component: AppGate });

type PageModule<Name extends string> = Record<Name, React.ComponentType>;

function page<Name extends string>(path: string, load: () => Promise<PageModule<Name>>, name: Name) {
  return createRoute({ getParentRoute: () => app, path, component: lazyRouteComponent(load, name) });
}

/** Another path of a page, kept for links of older descriptions. */
function alias(path: string, target: string) {
  return createRoute({
    getParentRoute: () => app,
    path,
    beforeLoad: ({ params }) => {
      const { flowId } = params as { flowId?: string };
      throw redirect({ href: flowId === undefined ? target : `${target}/${flowId}`, replace: true });
    },
  });
}

const pages = [
  page('/', () => import('../features/dashboard/dashboard.page.tsx'), 'DashboardPage'),
  page(
    '/discovery/overview',
    () => import('../features/dashboard/discovery-overview.page.tsx'),
    'DiscoveryOverviewPage',
  ),
  page('/discovery/data-import', () => import('../features/imports/data-import.page.tsx'), 'DataImportPage'),
  page(
    '/discovery/data-import/$importId',
    () => import('../features/imports/import-details.page.tsx'),
    'ImportDetailsPage',
  ),
  page(
    '/discovery/data-validation/{-$flowId}',
    () => import('../features/quality/data-validation.page.tsx'),
    'DataValidationPage',
  ),
  page(
    '/discovery/attribute-mapping/{-$flowId}',
    () => import('../features/mappings/attribute-mapping.page.tsx'),
    'AttributeMappingPage',
  ),
  page(
    '/discovery/data-cleansing/{-$flowId}',
    () => import('../features/quality/data-cleansing.page.tsx'),
    'DataCleansingPage',
  ),
  page(
    '/discovery/inventory/{-$flowId}',
    () => import('../features/inventory/inventory.page.tsx'),
    'InventoryPage',
  ),
  page(
    '/discovery/enrichment/{-$flowId}',
    () => import('../features/enrichment/enrichment.page.tsx'),
    'EnrichmentPage',
  ),
  page(
    '/discovery/dependencies',
    () => import('../features/enrichment/dependencies.page.tsx'),
    'DependenciesPage',
  ),
  page('/applications', () => import('../features/applications/applications.page.tsx'), 'ApplicationsPage'),
  page(
    '/applications/$applicationId',
    () => import('../features/applications/application.page.tsx'),
    'ApplicationPage',
  ),
  page('/flows', () => import('../features/flows/flows.page.tsx'), 'FlowsPage'),
  page('/flows/$flowId', () => import('../features/flows/flow.page.tsx'), 'FlowPage'),
  page('/admin/check-limits', () => import('../features/admin/thresholds.page.tsx'), 'ThresholdsPage'),
  page('/admin/doctor', () => import('../features/admin/doctor.page.tsx'), 'DoctorPage'),
  page('/profile', () => import('../features/profile/profile.page.tsx'), 'ProfilePage'),
  page('/admin/sources', () => import('../features/admin/sources.page.tsx'), 'SourcesPage'),
  page('/admin/users', () => import('../features/admin/people.page.tsx'), 'PeoplePage'),
  page('/admin/audit', () => import('../features/admin/audit.page.tsx'), 'AuditPage'),
  alias('/discovery/cmdb-import', '/discovery/data-import'),
  alias('/discovery/validation/{-$flowId}', '/discovery/data-validation'),
  alias('/discovery/field-mapping/{-$flowId}', '/discovery/attribute-mapping'),
];

const routeTree = root.addChildren([login, app.addChildren(pages)]);

/** The application's routes; tests pass a history in memory. */
export function makeRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    defaultPreload: 'intent',
    defaultErrorComponent: RouteError,
    scrollRestoration: true,
    ...(history !== undefined && { history }),
  });
}
