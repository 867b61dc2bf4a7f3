import { defineConfig } from "vitest/config";

export default defineConfig({
  // Workspace packages resolve to their sources: nothing needs building to be tested.
  resolve: { conditions: ["evenkeel/source", "node", "import", "default"] },
  ssr: { resolve: { conditions: ["evenkeel/source", "node", "import", "default"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "tools/**/*.test.ts", "examples/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    setupFiles: ["./tools/vitest/setup.ts"],
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One TF.js: followed into its `module` field, a test would see another engine than the built product.
    server: { deps: { external: [/@tensorflow\//] } },
  },
});
