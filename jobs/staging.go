package jobs

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"ogham/internal/druidtype"
	"ogham/internal/rowvalue"
	"ogham/jobs/copyrow"
	"ogham/translate"
)

// readStaged copies external rows as they are into extern tables, for Postgres to evaluate.
func (r *workerRun) readStaged(ctx context.Context, tx pgx.Tx, slices []assignment) (err error) {
	for rest := slices; len(rest) > 0; {
		some := firstInput(rest)
		if len(rest) < len(slices) {
			r.meter.end()
			r.measure(ctx, some)
		}
		if err := r.stageExtern(ctx, tx, some[0].Extern, some); err != nil {
			return err
		}
		rows, bytes := []int64{r.meter.outRows.Load()}, []int64{r.meter.outBytes.Load()}
		r.staged = append(r.staged, r.meter.final(rows, bytes))
		rest = rest[len(some):]
	}
	if r.args.Worker > 0 {
		return nil
	}
	for i := range r.st.tr.Externs {
		if !r.st.plan.reads(i) { // nothing to read, yet the statement needs a table
			if err := r.stageExtern(ctx, tx, i, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *workerRun) stageExtern(ctx context.Context, tx pgx.Tx, index int, slices []assignment) (err error) {
	if index >= len(r.st.tr.Externs) {
		return errNoInput
	}
	extern := &r.st.tr.Externs[index]
	columns := stagedColumns(extern)
	w, err := newExternWriter(ctx, r.s.store, tx, r.owner, index, columns)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			w.abort(err)
		}
	}()
	enc := copyrow.NewEncoder(columns)
	full := make([]rowvalue.Value, len(columns))
	apart := r.st.queryStage() > 0 // a stage that only reads has an output of its own
	sink := func(row []rowvalue.Value) error {
		stage(full, row, extern)
		return w.write(func(dst []byte) ([]byte, error) {
			before := len(dst)
			dst, err := enc.Append(dst, full)
			if apart {
				r.meter.outRows.Add(1)
				r.meter.outBytes.Add(int64(len(dst) - before))
			}
			return dst, err
		})
	}
	for _, a := range slices {
		if err := r.readSlice(ctx, a, extern.Used, sink); err != nil {
			return err
		}
	}
	return w.finish(ctx, enc.MultiValue())
}

// stagedColumns are the columns of an extern table: translations name them by their place. What is
// computed from them comes last.
func stagedColumns(e *translate.Extern) []druidtype.Column {
	list := make([]druidtype.Column, 0, len(e.Signature)+len(e.Computed))
	for i, c := range e.Signature {
		list = append(list, druidtype.Column{Name: stagedName(i), Type: c.Type})
	}
	for _, c := range e.Computed {
		list = append(list, druidtype.Column{Name: c.Name, Type: c.Type})
	}
	return list
}

// stage makes the row of an extern table of one that was read; columns that the statement does not
// read stay NULL.
func stage(full, row []rowvalue.Value, e *translate.Extern) {
	for i := range e.Signature {
		if e.Used == nil || e.Used[i] {
			full[i] = row[i]
		}
	}
	for i, c := range e.Computed {
		parseTime(&full[len(e.Signature)+i], c.ParseTime, &row[c.Inputs[0]])
	}
}

func stagedName(i int) string { return "c" + strconv.Itoa(i) }
