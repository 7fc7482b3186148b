import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { keyOf } from '../../../web/hooks.ts'
import { listChildren, showDivision, type Division } from '../contract.ts'
import { DivisionPicker, type DivisionPickerProps } from './DivisionPicker.tsx'

const place = (code: number, tier: Division['tier'], name: string, base_tier = tier): Division => ({
  code,
  tier,
  base_tier,
  name,
  short_name: name.slice(0, 2),
  path_name: `广东省${name}`,
  parent: 440000000000,
  valid_to: null,
})
const GUANGDONG = place(440000000000, 'province', '广东省')
const DONGGUAN = place(441900000000, 'city', '东莞市', 'district')
const SHAOGUAN = place(440200000000, 'city', '韶关市')

/** The page as it stands when both answers have come. */
function render(more: Partial<DivisionPickerProps>): string {
  const client = new QueryClient()
  const at = { params: { code: 440000000000 } }
  client.setQueryData(keyOf(showDivision, at), { division: GUANGDONG, path: [GUANGDONG] })
  const page = { items: [SHAOGUAN, DONGGUAN], next: null }
  client.setQueryData([...keyOf(listChildren, { ...at, query: { limit: 50 } }), 'pages'], {
    pages: [page],
    pageParams: [],
  })
  const props = {
    name: 'division',
    label: '地区',
    value: null,
    onChange: () => undefined,
    within: 440000000000,
    ...more,
  }
  return renderToStaticMarkup(createElement(QueryClientProvider, { client }, createElement(DivisionPicker, props)))
}

describe('choosing a place', () => {
  test('offers what lies below, by name to who cannot see it', () => {
    const html = render({})
    for (const name of ['进入韶关市', '选择韶关市', '进入东莞市', '选择东莞市'])
      expect(html).toContain(`aria-label="${name}"`)
    expect(html).toContain('type="search"')
  })

  test('lets only the wanted tier be chosen, a city that is its own district among them', () => {
    const html = render({ tier: 'district' })
    expect(html).toContain('aria-label="选择东莞市"')
    expect(html).not.toContain('aria-label="选择韶关市"')
    expect(html).toContain('aria-label="进入韶关市"')
    expect(html).not.toContain('aria-label="进入东莞市"')
  })

  test('does not lead above the place it stays in', () => {
    expect(render({})).not.toContain('全国')
  })

  test('shows what was chosen by its full name, with a way to change it', () => {
    const html = render({ value: DONGGUAN })
    expect(html).toContain('广东省东莞市')
    expect(html).toContain('更换')
    expect(html).not.toContain('type="search"')
  })
})
