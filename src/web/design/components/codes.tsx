/** A secret to be copied by hand, in a face that tells 0 from O. */
export function CodeText({ children }: { children: string }) {
  return <code className="nx-code">{children}</code>
}

/** Several such, to be written down or printed. */
export function CodeList({ codes }: { codes: readonly string[] }) {
  return (
    <ul className="nx-codes">
      {codes.map((code) => (
        <li key={code}>
          <CodeText>{code}</CodeText>
        </li>
      ))}
    </ul>
  )
}

/** A QR code the server drew, always dark on white so that a camera reads it. */
export function QrPicture({ svg, name }: { svg: string; name: string }) {
  return <img className="nx-qr" alt={name} src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} />
}
