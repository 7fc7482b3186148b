-- Every document has its editions from 1 without a gap.
select d.id from library_document d left join library_edition e on e.document_id = d.id
group by d.id having count(e.edition) = 0 or max(e.edition) <> count(e.edition)
