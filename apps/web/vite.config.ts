import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API the development server passes requests on to; a production build is served by the API itself. */
const apiServer = 'http://127.0.0.1:4870';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: {
    proxy: { '/api': apiServer, '/health': apiServer, '/version': apiServer, '/openapi.json': apiServer },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Inlined assets would need a data: source in the content security policy.
    assetsInlineLimit: 0,
    target: 'es2022',
    chunkSizeWarningLimit: 800,
  },
});
