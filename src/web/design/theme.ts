import type { ThemeConfig } from 'antd'
import { colour, font_family, line_height, radius, shadow, space, type_size } from './tokens.ts'

/** The heavy controls wear the same clothes as everything else. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: colour.accent,
    colorLink: colour.accent,
    colorLinkHover: colour.accent_hover,
    colorSuccess: colour.done,
    colorWarning: colour.attention,
    colorError: colour.attention,
    colorInfo: colour.info,
    colorText: colour.ink,
    colorTextSecondary: colour.muted,
    colorTextTertiary: colour.muted,
    colorTextPlaceholder: colour.muted,
    colorTextDescription: colour.muted,
    colorBgBase: colour.surface,
    colorBgLayout: colour.ground,
    colorBorder: '#b9aea2',
    colorBorderSecondary: colour.line,
    fontFamily: font_family,
    fontSize: type_size.body,
    fontSizeSM: type_size.small,
    fontSizeLG: type_size.large,
    lineHeight: line_height,
    borderRadius: radius,
    controlHeight: 32,
    padding: space.s4,
    boxShadow: shadow,
    boxShadowSecondary: shadow,
    motionDurationFast: '0.12s',
    motionDurationMid: '0.15s',
    motionDurationSlow: '0.18s',
  },
}
