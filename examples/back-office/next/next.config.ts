/** vidgen has native parts: Next.js must load it from node_modules as it is. */
export default { serverExternalPackages: ['vidgen'] }
