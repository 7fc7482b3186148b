-- Nothing is reserved or spent that was not appropriated.
select district, id::text as what, appropriated_fen, reserved_fen, spent_fen, carried_out_fen from appropriation
where reserved_fen + spent_fen + carried_out_fen > appropriated_fen
