/** The path of the dashboard's pages, behind the address of the API. */
export const PAGES = '/strategies/learning';
