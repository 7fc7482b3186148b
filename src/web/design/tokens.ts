/**
 * The decisions every page stands on. `css/tokens.css` carries the same values as custom properties and a test keeps the two equal;
 * this copy feeds what cannot read CSS (the theme of heavy controls, charts).
 */
export const colour = {
  ink: '#2B2622',
  muted: '#6B625A',
  ground: '#FAF8F5',
  surface: '#FFFFFF',
  line: '#E8E2DA',
  accent: '#B4481E',
  accent_hover: '#96390F',
  accent_tint: '#FBEDE6',
  done: '#2F7D4F',
  attention: '#8F5F00',
  info: '#2A6496',
  /** SOS and crisis only. */
  alarm: '#C4161C',
} as const

/** Pixels. No other sizes exist. */
export const type_size = { small: 12, body: 14, large: 16, title: 20, figure: 28 } as const

/** Pixels. No other distances exist. */
export const space = { s1: 4, s2: 8, s3: 12, s4: 16, s5: 24, s6: 40 } as const

export const radius = 8
export const line_height = 1.5
export const shadow = '0 1px 2px rgba(43, 38, 34, 0.05), 0 4px 16px rgba(43, 38, 34, 0.05)'
export const motion_ms = { quick: 120, calm: 180 } as const
export const font_family =
  "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', system-ui, -apple-system, 'Segoe UI', sans-serif"
