import { DocumentPage } from '../promises/library/web/DocumentPage.tsx'
import { PoliciesOfDocument } from '../promises/policies/web/PoliciesOfDocument.tsx'

/** A document of the library with what rests on it: the library knows none of the rooms above. */
export function LibraryDocumentPage() {
  return <DocumentPage resting={PoliciesOfDocument} />
}
