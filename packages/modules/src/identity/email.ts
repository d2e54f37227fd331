/** The spelling under which an address is kept: people do not tell Ada@ from ada@, and no big provider does. */
export function normalizeEmail(email: string): string {
  return email.normalize('NFKC').toLowerCase()
}
