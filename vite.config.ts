import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// `vite build` makes the product in dist/web. `vite build --mode gallery` makes the pages that show every part of the design in every
// state, in dist/gallery; they never go into the product.
export default defineConfig(({ mode }) => {
  const gallery = mode === 'gallery'
  return {
    root: at('src/web'),
    base: '/',
    // The server puts a fresh nonce in its place each time it gives the page.
    html: { cspNonce: '__NONCE__' },
    plugins: [react()],
    build: {
      outDir: at(gallery ? 'dist/gallery' : 'dist/web'),
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rolldownOptions: {
        // The lunar tables do nothing by being loaded, which their package does not say: pages that share rules with the server, but not
        // the days of its periods, go without them.
        treeshake: { moduleSideEffects: [{ test: /node_modules[\\/]tyme4ts[\\/]/, sideEffects: false }] },
        input: gallery ? { gallery: at('src/web/gallery.html') } : { index: at('src/web/index.html') },
        output: {
          codeSplitting: {
            groups: [
              { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 30 },
              { name: 'router', test: /node_modules[\\/]@tanstack[\\/]/, priority: 30 },
              {
                name: 'i18n',
                test: /node_modules[\\/](i18next|react-i18next|use-sync-external-store)[\\/]/,
                priority: 30,
              },
              { name: 'zod', test: /node_modules[\\/]zod[\\/]/, priority: 30 },
              { name: 'charts', test: /node_modules[\\/](echarts|zrender)[\\/]/, priority: 20 },
              {
                name: 'desk',
                test: /node_modules[\\/](antd|@ant-design|@rc-component|rc-[^\\/]+|dayjs)[\\/]/,
                priority: 20,
              },
            ],
          },
        },
      },
    },
  }
})
