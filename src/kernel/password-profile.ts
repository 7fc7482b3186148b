/**
 * Two frameworks disagree about passwords, and an installation keeps to one of them: `mlps` asks for kinds of characters and a change by
 * the calendar (GB/T 22239-2019 8.1.4.1 a), `asvs` for neither (ASVS 5.0 6.2.5, 6.2.10).
 */
export const PASSWORD_PROFILES = ['mlps', 'asvs'] as const
export type PasswordProfile = (typeof PASSWORD_PROFILES)[number]

export function isPasswordProfile(text: string): text is PasswordProfile {
  return PASSWORD_PROFILES.some((profile) => profile === text)
}
