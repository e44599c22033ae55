"""More of classification_report: ties, labels left out, many classes.  python sklearn_reports.py OUT -> OUT/sklearn-reports.json"""
from common import *
import sklearn, warnings; warnings.filterwarnings('ignore')
from sklearn.metrics import classification_report
rng=np.random.default_rng(9); rep=[]
def R(t,p,**kw):
    t=list(map(int,t)); p=list(map(int,p)); rep.append({'truth':t,'predicted':p,'options':kw,'text':classification_report(t,p,**kw)})
for n,c,right in [(8,2,.5),(16,2,.5),(40,3,.7),(64,4,.3),(120,9,.6),(200,12,.5),(30,20,.2)]:
    for digits in [0,1,2,3]:
        t=rng.integers(0,c,n); p=np.where(rng.random(n)<right,t,rng.integers(0,c,n)); R(t,p,digits=digits)
    labels=[int(v) for v in rng.permutation(c)[:max(1,c//2)]]; R(t,p,labels=labels); R(t,p,labels=list(range(c+2)))
R([0,0,1,1],[1,1,0,0],labels=[0]); R([0,0,1,1],[1,1,0,0],labels=[0,1,2]); R([0,1,2],[0,2,1],labels=[1,2]); R([0,1],[0,1],labels=[5]); R([0,1],[0,1],labels=[5,6],target_names=['five','six']); R([3],[3]); R([3],[4]); R([0,1],[0,1],target_names=['','😀😀😀😀😀😀😀😀😀😀😀😀😀😀'],digits=20)
dump_split('sklearn-reports.json',{'made by':'sklearn_reports.py, scikit-learn '+sklearn.__version__,'reports':rep},'reports')
